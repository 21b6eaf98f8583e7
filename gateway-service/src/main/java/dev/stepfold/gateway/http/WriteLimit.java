package dev.stepfold.gateway.http;

import dev.stepfold.gateway.access.WriteRates;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.time.Duration;

/** Refuses the writes of an owner that makes too many. */
@ServerFilter("/api/**")
final class WriteLimit implements Ordered {
    private final WriteRates rates;

    WriteLimit(WriteRates rates) {
        this.rates = rates;
    }

    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.after();
    }

    @RequestFilter
    void count(HttpRequest<?> request) {
        if (request.getMethod() == HttpMethod.GET
                || request.getMethod() == HttpMethod.HEAD
                || request.getMethod() == HttpMethod.OPTIONS) {
            return;
        }
        Duration wait = rates.take(Callers.of(request).owner());
        if (!wait.isZero()) {
            throw ProblemException.passing(
                    ProblemCode.TOO_MANY_WRITES, "The owner has written too often within the last seconds.", wait);
        }
    }
}
