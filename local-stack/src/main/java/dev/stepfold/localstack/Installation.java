package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.ProcessName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the programs of the stack are.
 *
 * @param root the folder of the project, which holds the services' jars
 * @param java the program {@code java}
 * @param ownClassPath holds this class, in absolute paths
 */
record Installation(Path root, Path java, String ownClassPath) {
    private static final String OWN_MODULE = "local-stack";
    private static final String SEPARATOR = System.getProperty("path.separator");

    /** Of this process, which runs from {@code <root>/local-stack/target/local-stack.jar}. */
    static Installation ofThisProcess() {
        return new Installation(
                projectRoot(), Path.of(System.getProperty("java.home"), "bin", "java"), absoluteClassPath());
    }

    /** The jar of a service, as the build leaves it. */
    Path jar(ProcessName service) {
        return target(module(service)).resolve(module(service) + ".jar");
    }

    /** The AOT caches of the processes. */
    AotCaches caches() {
        return new AotCaches(target(OWN_MODULE).resolve("aot"));
    }

    /**
     * The jars that the processes run from, each with its size and age, and the JVM's version: if this is the same, the
     * caches fit.
     *
     * @throws UncheckedIOException if they cannot be listed
     */
    String fingerprint() {
        Stream<String> modules =
                Stream.concat(StackProcesses.SERVICES.stream().map(Installation::module), Stream.of(OWN_MODULE));
        return modules.flatMap(module -> jarsIn(target(module)))
                .map(Installation::sizeAndAge)
                .sorted()
                .collect(Collectors.joining("\n", System.getProperty("java.vm.version") + "\n", "\n"));
    }

    private static Stream<Path> jarsIn(Path target) {
        try (Stream<Path> own = Files.list(target);
                Stream<Path> libraries = Files.list(target.resolve("lib"))) {
            return Stream.concat(own, libraries).filter(file -> file.toString().endsWith(".jar")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("the jars in " + target + " cannot be listed", e);
        }
    }

    private static String sizeAndAge(Path jar) {
        try {
            return jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(jar + " cannot be read", e);
        }
    }

    /**
     * Checks that the services are built.
     *
     * @throws StartFailure if a jar is missing
     */
    void requireBuilt() {
        for (ProcessName service : StackProcesses.SERVICES) {
            if (!Files.isRegularFile(jar(service))) {
                throw new StartFailure("The jar of the " + service + " service is not built (" + jar(service)
                        + " is missing): run ./run, or ./mvnw package.");
            }
        }
    }

    private Path target(String module) {
        return root.resolve(module).resolve("target");
    }

    private static String module(ProcessName service) {
        return service + "-service";
    }

    /** Absolute, since the processes run in another folder. */
    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(SEPARATOR))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(SEPARATOR));
    }

    /** Three folders up from the file that this class was loaded from. */
    private static Path projectRoot() {
        try {
            Path here = Path.of(Installation.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
            Path module = here.getParent() == null ? null : here.getParent().getParent();
            if (module == null || module.getParent() == null) {
                throw new StartFailure("The project folder cannot be found from " + here + ".");
            }
            return module.getParent();
        } catch (URISyntaxException e) {
            throw new StartFailure("The project folder cannot be found.", e);
        }
    }
}
