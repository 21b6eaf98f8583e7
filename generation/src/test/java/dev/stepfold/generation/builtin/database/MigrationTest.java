package dev.stepfold.generation.builtin.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.sql.SqlGrammar;
import dev.stepfold.generation.sql.SqlJudge.Judgement;
import dev.stepfold.generation.sql.SqlScript;
import dev.stepfold.generation.sql.postgres.SharedPostgres;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Migrations that PostgreSQL executes, whatever is changed into whatever. */
class MigrationTest {
    private static final List<EnumType> ENUMS = List.of(new EnumType("Mood", List.of("good", "bad")));
    private static final List<String> TYPES = List.of(
            "uuid", "string", "text", "integer", "decimal", "boolean", "date", "datetime", "time", "json", "Mood");

    @Test
    void changesEveryTypeIntoEveryOther() throws Exception {
        List<String> from = new ArrayList<>();
        List<String> to = new ArrayList<>();
        TYPES.forEach(before -> TYPES.forEach(after -> {
            from.add(before);
            to.add(after);
        }));
        Agent before = agent(from);
        Agent after = agent(to);

        String migration = Migration.between(before, before, after.models(), ENUMS);

        SqlScript schema = SqlGrammar.schema(before.ddl());
        assertThat(SharedPostgres.judge().judge(Owner.LOCAL, List.of(schema, SqlGrammar.migration(migration, schema))))
                .as(migration)
                .isInstanceOf(Judgement.Executed.class);
    }

    /** An agent of one model, whose fields have these types. */
    private static Agent agent(List<String> types) {
        List<Field> fields = IntStream.range(0, types.size())
                .mapToObj(i -> new Field("field" + i, types.get(i), false, false, null, null))
                .toList();
        List<Model> models = List.of(new Model("Thing", fields, List.of()));
        String ddl = new Schema(models, ENUMS).ddl();
        return new Agent("Things", "", models, ENUMS, ddl, List.of(), List.of(), null);
    }
}
