package dev.stepfold.localstack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FoundProcessTest {
    private static final ProcessMark MARK = new ProcessMark("-Dstepfold.process=/home/one#kafka");

    @Test
    void aMissingFileStandsForNoProcess() {
        assertThat(found(OptionalLong.empty(), Optional.of("anything"))).isEqualTo(new FoundProcess.Gone());
    }

    @Test
    void aPidThatNobodyHasStandsForNoProcess() {
        assertThat(found(OptionalLong.of(41), Optional.empty())).isEqualTo(new FoundProcess.Gone());
    }

    @Test
    void aProcessWithOurMarkIsAnOrphan() {
        assertThat(found(OptionalLong.of(41), Optional.of("java -Dstepfold.process=/home/one#kafka -jar x.jar")))
                .isEqualTo(new FoundProcess.Orphan(41));
    }

    @Test
    void aProcessThatGotThePidLaterIsAStranger() {
        assertThat(found(OptionalLong.of(41), Optional.of("vim notes.txt"))).isEqualTo(new FoundProcess.Stranger(41));
    }

    @Test
    void aProcessOfAnotherHomeIsAStranger() {
        assertThat(found(OptionalLong.of(41), Optional.of("java -Dstepfold.process=/home/one#kafka2 -jar x.jar")))
                .isEqualTo(new FoundProcess.Stranger(41));
        assertThat(found(OptionalLong.of(41), Optional.of("java -Dstepfold.process=/my/home/one#kafka -jar x.jar")))
                .isEqualTo(new FoundProcess.Stranger(41));
    }

    private static FoundProcess found(OptionalLong pid, Optional<String> commandLine) {
        return FoundProcess.of(pid, _ -> commandLine, MARK);
    }
}
