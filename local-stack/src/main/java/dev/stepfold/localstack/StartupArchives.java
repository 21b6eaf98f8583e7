package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.ProcessName;
import dev.stepfold.localstack.supervisor.StartupArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the start-up archives of the processes are kept: with the build that they are made from, so that every stack of
 * this project on this machine uses the same ones.
 *
 * @param root the project
 * @param folder holds the archives; made here
 */
record StartupArchives(Path root, Path folder) {
    /** In the build folder of this module; deleted by a clean build. */
    static StartupArchives of(Path root) {
        Path folder = root.resolve("local-stack").resolve("target").resolve("startup");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartFailure("The folder " + folder + " cannot be written (" + e + ").", e);
        }
        return new StartupArchives(root, folder);
    }

    StartupArchive of(ProcessName name) {
        Path target = name.equals(StackProcesses.KAFKA)
                ? root.resolve("local-stack").resolve("target")
                : root.resolve(name + "-service").resolve("target");
        return new StartupArchive(folder.resolve(name + "-" + Runtime.version() + ".jsa"), jars(target));
    }

    private static List<Path> jars(Path target) {
        try (Stream<Path> files = Files.find(target, 2, (path, _) -> isLibrary(target, path))) {
            return files.toList();
        } catch (IOException e) {
            throw new StartFailure("The build in " + target + " cannot be read (" + e + ").", e);
        }
    }

    private static boolean isLibrary(Path target, Path path) {
        Path folder = path.getParent();
        return path.toString().endsWith(".jar")
                && (target.equals(folder) || target.resolve("lib").equals(folder));
    }
}
