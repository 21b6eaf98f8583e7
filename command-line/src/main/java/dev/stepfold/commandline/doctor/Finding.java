package dev.stepfold.commandline.doctor;

/**
 * What a check found: one line.
 *
 * @param level how bad it is
 * @param what was found, and what to do if it is not ok
 */
public record Finding(Level level, String what) {
    /** How bad a finding is. */
    public enum Level {
        OK("ok"),
        WARNING("warning"),
        PROBLEM("problem");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        /** As it is printed. */
        public String word() {
            return word;
        }
    }

    static Finding ok(String what) {
        return new Finding(Level.OK, what);
    }

    static Finding warning(String what) {
        return new Finding(Level.WARNING, what);
    }

    static Finding problem(String what) {
        return new Finding(Level.PROBLEM, what);
    }
}
