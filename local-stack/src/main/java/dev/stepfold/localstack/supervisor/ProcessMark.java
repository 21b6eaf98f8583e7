package dev.stepfold.localstack.supervisor;

/**
 * One argument of a process's command that no other process on the machine has, so that the process can be recognised
 * after the supervisor that started it has gone.
 *
 * @param argument without spaces at its ends
 */
public record ProcessMark(String argument) {
    public ProcessMark {
        if (argument.isBlank() || !argument.equals(argument.strip())) {
            throw new IllegalArgumentException("a mark must be an argument, not '" + argument + "'");
        }
    }

    /** True if the arguments, separated by spaces, contain the mark. */
    boolean isIn(String commandLine) {
        return (" " + commandLine + " ").contains(" " + argument + " ");
    }
}
