package dev.stepfold.gateway.http;

import dev.stepfold.gateway.problem.ProblemCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts the problems that callers are answered, by their codes. */
@Singleton
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class ProblemMetrics implements MeterBinder {
    private static final String CODE = "stepfold.problem";

    private final Map<ProblemCode, LongAdder> answered = new EnumMap<>(ProblemCode.class);

    ProblemMetrics() {
        for (ProblemCode code : ProblemCode.values()) {
            answered.put(code, new LongAdder());
        }
    }

    /** Notes which problem a response carries. */
    static <B> MutableHttpResponse<B> mark(MutableHttpResponse<B> response, ProblemCode code) {
        var _ = response.setAttribute(CODE, code);
        return response;
    }

    @ResponseFilter
    void count(HttpResponse<?> response) {
        response.getAttribute(CODE, ProblemCode.class)
                .ifPresent(code -> Objects.requireNonNull(answered.get(code)).increment());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        answered.forEach((code, count) -> FunctionCounter.builder("stepfold.gateway.problems", count, LongAdder::sum)
                .tag("code", code.code())
                .description("Calls that were answered by a problem (application/problem+json)")
                .register(registry));
    }
}
