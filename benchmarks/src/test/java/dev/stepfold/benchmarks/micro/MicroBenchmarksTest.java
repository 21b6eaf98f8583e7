package dev.stepfold.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.state.RunStatus;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;

class MicroBenchmarksTest {
    @Test
    void measuresTimeAndAllocationsOfEverything(@TempDir Path folder) throws Exception {
        Collection<RunResult> results = MicroBenchmarks.run(MicroBenchmarks.Extent.TRY, folder.resolve("micro.json"));

        assertThat(results)
                .extracting(result -> result.getParams().getBenchmark().replaceAll(".*\\.", ""))
                .containsExactlyInAnyOrder(
                        "fold",
                        "encodeEvents",
                        "decodeEvents",
                        "encodeState",
                        "decodeState",
                        "decide",
                        "frame",
                        "chain");
        assertThat(results)
                .allSatisfy(result -> assertThat(result.getSecondaryResults()).containsKey("gc.alloc.rate.norm"));
        assertThat(folder.resolve("micro.json")).isNotEmptyFile();
    }

    @Test
    void runsADocumentToItsEnd() throws Exception {
        DecidedRun run = DecidedRun.ofBuiltInGenerator();

        assertThat(run.document().state().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.events()).hasSizeGreaterThan(12);
    }
}
