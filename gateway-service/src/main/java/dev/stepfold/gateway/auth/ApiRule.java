package dev.stepfold.gateway.auth;

import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.config.AuthSettings;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.security.rules.SecurityRuleResult;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Decides who may call, before all other rules: {@code /api} is open to authenticated callers, {@code /prometheus} to
 * administrators, and everything else (the page, the contract, the probes) to everybody. Without authentication
 * everything is open to everybody.
 */
@Singleton
final class ApiRule implements SecurityRule<HttpRequest<?>> {
    private final AuthSettings settings;

    ApiRule(AuthSettings settings) {
        this.settings = settings;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Publisher<SecurityRuleResult> check(
            @Nullable HttpRequest<?> request, @Nullable Authentication authentication) {
        return Publishers.just(
                request != null && letsIn(request, authentication)
                        ? SecurityRuleResult.ALLOWED
                        : SecurityRuleResult.REJECTED);
    }

    private boolean letsIn(HttpRequest<?> request, @Nullable Authentication authentication) {
        if (!settings.isRequired()) {
            Callers.letIn(request, Caller.LOCAL);
            return true;
        }
        String path = request.getPath();
        if (!isUnder("/api", path) && !isUnder("/prometheus", path)) {
            return true;
        }
        if (authentication == null) {
            return false;
        }
        Caller caller = Callers.of(authentication);
        Callers.letIn(request, caller);
        return isUnder("/api", path) || caller.seesAll();
    }

    private static boolean isUnder(String folder, String path) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }
}
