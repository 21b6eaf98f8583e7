package dev.stepfold.generation.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.sql.RefusedSqlException;
import dev.stepfold.generation.sql.SqlGrammar;
import dev.stepfold.generation.sql.SqlJudge.Judgement;
import dev.stepfold.schemas.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge of SQL, with statements that a PostgreSQL of Debian has judged before ({@code sql/statements.txt}). */
class HundredStatementsTest {
    private static final Owner ADA = new Owner("ada");

    /**
     * A line of the file.
     *
     * @param expectation {@code taken}, {@code refused}, or {@code outside}: PostgreSQL takes it, and the grammar does not
     */
    record Line(String expectation, String sql) {
        @Override
        public String toString() {
            return expectation + ": " + sql;
        }
    }

    @BeforeAll
    static void skipWithoutPostgresql() throws Exception {
        SharedPostgres.connection();
    }

    static Stream<Line> lines() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(HundredStatementsTest.class.getResourceAsStream("/sql/statements.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line.split(" \\| ", 2))
                            .map(parts -> new Line(parts[0], parts[1]))
                            .toList()
                            .stream();
        }
    }

    @Test
    void areAHundred() throws Exception {
        assertThat(lines()).hasSize(100).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void areJudgedAsPostgresqlDoes(Line line) throws Exception {
        boolean taken;
        try {
            Judgement judgement = SharedPostgres.judge().judge(ADA, List.of(SqlGrammar.schema(line.sql())));
            taken = judgement instanceof Judgement.Executed;
        } catch (RefusedSqlException _) {
            taken = false;
        }

        assertThat(taken).as(line.toString()).isEqualTo(line.expectation().equals("taken"));
    }
}
