package dev.stepfold.servicehttp;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;

/** For beans that are only needed while spans are recorded. */
public final class TracingIsOn implements Condition {
    @Override
    public boolean matches(@SuppressWarnings("rawtypes") ConditionContext context) {
        return context.getBeanContext() instanceof ApplicationContext application
                && SpanExport.isConfigured(EnvironmentVariables.in(application.getEnvironment()));
    }
}
