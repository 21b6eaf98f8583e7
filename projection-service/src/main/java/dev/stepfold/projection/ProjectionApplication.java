package dev.stepfold.projection;

import io.micronaut.runtime.Micronaut;

/** Starts the projection service. */
public final class ProjectionApplication {
    private ProjectionApplication() {}

    public static void main(String[] args) {
        Micronaut.build(args)
                .mainClass(ProjectionApplication.class)
                .banner(false)
                .start();
    }
}
