package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.SqlTokens.Kind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The types that a column or a cast may have: PostgreSQL's own for data, and those that the script created before. */
final class TypeNames {
    private static final Set<String> TYPES = words("SMALLINT INT2 INTEGER INT INT4 BIGINT INT8 REAL FLOAT FLOAT4 FLOAT8"
            + " SMALLSERIAL SERIAL2 SERIAL SERIAL4 BIGSERIAL SERIAL8 MONEY BOOLEAN BOOL UUID TEXT BYTEA"
            + " DATE TIMESTAMPTZ TIMETZ JSON JSONB JSONPATH INET CIDR MACADDR MACADDR8"
            + " POINT LINE LSEG BOX PATH POLYGON CIRCLE TSVECTOR TSQUERY"
            + " INT4RANGE INT8RANGE NUMRANGE TSRANGE TSTZRANGE DATERANGE"
            + " INT4MULTIRANGE INT8MULTIRANGE NUMMULTIRANGE TSMULTIRANGE TSTZMULTIRANGE DATEMULTIRANGE");

    /** Types that take one number, two or none. */
    private static final Set<String> SIZED =
            words("NUMERIC DECIMAL DEC FLOAT VARCHAR CHAR BPCHAR CHARACTER BIT VARBIT");

    private static final Set<String> VARYING = Set.of("CHAR", "CHARACTER", "BIT");
    private static final Set<String> CLOCKS = Set.of("TIMESTAMP", "TIME");
    private static final Set<String> PRECISE = Set.of("TIMESTAMPTZ", "TIMETZ");
    private static final Set<String> INTERVAL_FIELDS = words("YEAR MONTH DAY HOUR MINUTE SECOND");

    /** Extensions that PostgreSQL lets ordinary users create, and the types of each. */
    private static final Map<String, Set<String>> EXTENSIONS = Map.of(
            "pgcrypto", Set.of(),
            "uuid-ossp", Set.of(),
            "citext", Set.of("citext"),
            "hstore", Set.of("hstore"),
            "ltree", Set.of("ltree", "lquery", "ltxtquery"),
            "pg_trgm", Set.of(),
            "btree_gin", Set.of(),
            "btree_gist", Set.of(),
            "unaccent", Set.of(),
            "fuzzystrmatch", Set.of());

    /** PostgreSQL's types that are not on the list: such a name would not stand for a type that a script creates. */
    private static final Pattern SYSTEM =
            Pattern.compile("xml|x?oid|name|[ctx]id8?|record|refcursor|internal|cstring|void|.*trigger"
                    + "|unknown|aclitem|opaque|gtsvector|(int2|oid)vector|txid_snapshot|.*_handler|(reg|pg_|any|_).*");

    private final TokenReader tokens;
    private final Names names;
    private final Set<String> made;

    /**
     * @param made the names of the types that exist besides PostgreSQL's own; those that the statement creates are
     *     added
     */
    TypeNames(TokenReader tokens, Names names, Set<String> made) {
        this.tokens = tokens;
        this.names = names;
        this.made = made;
    }

    /** A type, followed by brackets if it is an array. */
    void type() throws RefusedSqlException {
        element();
        while (tokens.accept("[")) {
            if (tokens.seesKind(0, Kind.NUMBER)) {
                tokens.expectKind(Kind.NUMBER);
            }
            tokens.expect("]");
        }
        tokens.accept("ARRAY");
    }

    /** Records a type, which exists from now on. */
    void make(String name) throws RefusedSqlException {
        if (SYSTEM.matcher(name).matches()) {
            throw new RefusedSqlException("PostgreSQL has a type named " + shown(name) + " of its own");
        }
        made.add(name);
    }

    /** An extension, whose types exist from now on. */
    void extension() throws RefusedSqlException {
        String name = names.name();
        Set<String> types = EXTENSIONS.get(name);
        if (types == null) {
            throw new RefusedSqlException("the extension " + name + " is not allowed");
        }
        made.addAll(types);
    }

    private void element() throws RefusedSqlException {
        if (tokens.acceptOne(CLOCKS)) {
            size(1);
            if (tokens.accept("WITH") || tokens.accept("WITHOUT")) {
                tokens.expect("TIME", "ZONE");
            }
        } else if (tokens.acceptOne(PRECISE)) {
            size(1);
        } else if (tokens.accept("INTERVAL")) {
            if (tokens.acceptOne(INTERVAL_FIELDS) && tokens.accept("TO")) {
                tokens.expectOne(INTERVAL_FIELDS);
            }
            size(1);
        } else if (tokens.accept("DOUBLE")) {
            tokens.expect("PRECISION");
        } else if (SIZED.contains(tokens.keyword())) {
            boolean varying = VARYING.contains(tokens.keyword());
            tokens.acceptOne(SIZED);
            if (varying) {
                tokens.accept("VARYING");
            }
            size(2);
        } else if (!tokens.acceptOne(TYPES)) {
            own();
        }
    }

    private void size(int numbersMax) throws RefusedSqlException {
        if (tokens.accept("(")) {
            tokens.expectKind(Kind.NUMBER);
            if (numbersMax > 1 && tokens.accept(",")) {
                tokens.expectKind(Kind.NUMBER);
            }
            tokens.expect(")");
        }
    }

    private void own() throws RefusedSqlException {
        RefusedSqlException unknown = tokens.unexpected();
        if (!tokens.sees("PUBLIC", ".") && !names.seesName()) {
            throw unknown;
        }
        String name = names.qualified();
        if (!made.contains(name)) {
            throw new RefusedSqlException(
                    "the type " + shown(name) + " is not allowed, and none of that name was created before");
        }
    }

    private static String shown(String name) {
        return name.length() <= 63 ? name : name.substring(0, 63) + "…";
    }

    private static Set<String> words(String words) {
        return new HashSet<>(Set.of(words.split(" ", -1)));
    }
}
