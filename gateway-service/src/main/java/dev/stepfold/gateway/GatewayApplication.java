package dev.stepfold.gateway;

import dev.stepfold.servicehttp.ServiceMain;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;

/** Starts the gateway service. It stops by {@link GracefulShutdown} instead of Micronaut's own shutdown. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Stepfold gateway",
                        version = "0.1.0",
                        summary = "Build AI agents from plain words, and never lose a step of the work.",
                        license = @License(name = "Apache-2.0", identifier = "Apache-2.0")))
public final class GatewayApplication {
    private GatewayApplication() {}

    public static void main(String[] args) {
        ServiceMain.run(GatewayApplication.class, args, GracefulShutdown::stop);
    }
}
