package dev.stepfold.localstack.supervisor;

import java.nio.file.Path;

/**
 * The folders in which the supervisor keeps the files of its processes; every folder exists.
 *
 * @param pids {@code <name>.pid}
 * @param logs {@code <name>.log}
 * @param working the working directory of the processes
 */
public record ProcessFiles(Path pids, Path logs, Path working) {
    PidFile pidFile(ProcessName name) {
        return new PidFile(pids.resolve(name + ".pid"));
    }

    /** Where the process of this name writes its output. */
    public LogFile logFile(ProcessName name) {
        return new LogFile(logs.resolve(name + ".log"));
    }
}
