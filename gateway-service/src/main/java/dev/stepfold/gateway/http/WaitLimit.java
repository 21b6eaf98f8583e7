package dev.stepfold.gateway.http;

import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.time.Duration;

/** Refuses a command that its caller prefers to wait for, before it is accepted, if the owner waits for too many. */
@ServerFilter("/api/**")
final class WaitLimit implements Ordered {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final CommandOutcomes outcomes;

    WaitLimit(CommandOutcomes outcomes) {
        this.outcomes = outcomes;
    }

    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.after();
    }

    @RequestFilter
    void look(HttpRequest<?> request) {
        if (!Requests.preferredWait(request).isZero()
                && !outcomes.hasRoomFor(Callers.of(request).owner())) {
            throw ProblemException.passing(
                    ProblemCode.TOO_MANY_READS_OF_OWNER,
                    "The owner has reached its limit of commands that are waited for. The command was not accepted.",
                    RETRY_AFTER);
        }
    }
}
