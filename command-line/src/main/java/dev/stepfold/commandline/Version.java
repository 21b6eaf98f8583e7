package dev.stepfold.commandline;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest names, and the Java that runs it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Stepfold.class.getPackage().getImplementationVersion())
                .orElse("(not run from its jar)");
        return new String[] {"stepfold " + version, "Java " + Runtime.version()};
    }
}
