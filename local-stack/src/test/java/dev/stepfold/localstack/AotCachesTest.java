package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.supervisor.ProcessName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files that no JVM is given. */
class AotCachesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void cachesAreUsedOnceAllOfThemAreComplete() throws IOException {
        AotCaches caches = new AotCaches(folder);
        caches.clear();
        for (ProcessName process : StackProcesses.ALL) {
            Files.writeString(folder.resolve(process + ".aot"), "a cache");
            assertThat(caches.use(process)).isEmpty();
        }

        caches.complete("this build");

        assertThat(caches.areFrom("this build")).isTrue();
        assertThat(StackProcesses.ALL)
                .allSatisfy(process ->
                        assertThat(caches.use(process)).contains("-XX:AOTCache=" + folder.resolve(process + ".aot")));
    }

    @Test
    void nothingIsUsedWhileCachesAreMadeAnew() throws IOException {
        AotCaches caches = new AotCaches(folder);
        for (ProcessName process : StackProcesses.ALL) {
            Files.writeString(folder.resolve(process + ".aot"), "a cache");
        }
        caches.complete("an older build");

        caches.clear();
        Files.writeString(folder.resolve(StackProcesses.ALL.getFirst() + ".aot"), "a part of a cache");

        assertThat(caches.areFrom("an older build")).isFalse();
        assertThat(caches.use(StackProcesses.ALL.getFirst())).isEmpty();
    }
}
