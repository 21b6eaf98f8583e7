package dev.stepfold.gateway.durablestreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.stream.ResetReason;
import org.junit.jupiter.api.Test;

final class StreamBatchTest {
    @Test
    void refusesAnOffsetForGoodOnlyIfItIsNoneOfTheStream() {
        assertThat(refusal(new Next.Reset(ResetReason.ERASED)).code()).isEqualTo(ProblemCode.SEQUENCE_NOT_FOUND);
        assertThat(refusal(new Next.End(EndReason.ERASED)).code()).isEqualTo(ProblemCode.SEQUENCE_NOT_FOUND);
    }

    @Test
    void saysThatWhatCannotBeReadNowCanBeReadLater() {
        ProblemException away = refusal(new Next.End(EndReason.LOG_UNAVAILABLE));

        assertThat(away.code()).isEqualTo(ProblemCode.KAFKA_UNAVAILABLE);
        assertThat(away.retryAfter()).isPresent();
        assertThatCode(() -> StreamBatch.requireReadable(new Next.End(EndReason.CLOSED)))
                .doesNotThrowAnyException();
    }

    @Test
    void asksForNewCredentialsWhereTheyHaveExpired() {
        assertThat(refusal(new Next.Expired()).code()).isEqualTo(ProblemCode.UNAUTHENTICATED);
        assertThat(refusal(new Next.End(EndReason.EXPIRED)).code()).isEqualTo(ProblemCode.UNAUTHENTICATED);
    }

    private static ProblemException refusal(Next first) {
        return catchThrowableOfType(ProblemException.class, () -> StreamBatch.requireReadable(first));
    }
}
