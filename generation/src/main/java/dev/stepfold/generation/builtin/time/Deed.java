package dev.stepfold.generation.builtin.time;

/**
 * What a sentence says besides its times: what is done, to what, and for whom. The words beside a time are read as part
 * of it, and named if nothing reads them, unless this explains them.
 */
public interface Deed {
    /** Explains every word: for phrases that are nothing but a time. */
    Deed ANY = new Deed() {
        @Override
        public int after(int from, int i) {
            return Integer.MAX_VALUE;
        }

        @Override
        public int loose(int start, int from, int to) {
            return from;
        }

        @Override
        public int lead(int end) {
            return 0;
        }

        @Override
        public int event(int i, boolean timed) {
            return i;
        }

        @Override
        public boolean isSaidOfIt(int i) {
            return false;
        }

        @Override
        public boolean opens(int i) {
            return false;
        }

        @Override
        public int anchor(int i) {
            return i;
        }

        @Override
        public boolean isWatching(int i) {
            return false;
        }
    };

    /** Explains no word: for a sentence's end after "to", as in "move it to Friday", that should be nothing but a time. */
    Deed NONE = new Deed() {
        @Override
        public int after(int from, int i) {
            return i;
        }

        @Override
        public int loose(int start, int from, int to) {
            return Math.max(start, 1);
        }

        @Override
        public int lead(int end) {
            return 0;
        }

        @Override
        public int event(int i, boolean timed) {
            return i;
        }

        @Override
        public boolean isSaidOfIt(int i) {
            return true;
        }

        @Override
        public boolean opens(int i) {
            return false;
        }

        @Override
        public int anchor(int i) {
            return Integer.MAX_VALUE;
        }

        @Override
        public boolean isWatching(int i) {
            return false;
        }
    };

    /**
     * The place after the words that begin there and say what is done; the same place if they do not say that. A clause
     * with a verb of its own is explained to its end.
     *
     * @param from the first word of the time after which they stand
     */
    int after(int from, int i);

    /**
     * The first of the words directly before a time that nothing before them explains.
     *
     * @param start where the words begin that are not part of another time
     * @param from the first word of the time
     * @param to the word after its last
     * @return {@code from} if there is none
     */
    int loose(int start, int from, int to);

    /**
     * The place after the words with which the sentence begins and which limit when all of it happens: "in winter,". It is
     * 0 if there are none, or if they say something else.
     *
     * @param end where the first time begins
     */
    int lead(int end);

    /**
     * The place after the words that begin there and say when by something that happens, which neither clock nor calendar
     * knows: "before the first shift"; the same place if they do not say that.
     *
     * @param timed whether the sentence also has a time: then an event is only a condition of it
     */
    int event(int i, boolean timed);

    /** Whether words there that say when would say it of what is done, and not of a thing: not in "goods that expire soon". */
    boolean isSaidOfIt(int i);

    /** Whether a word there belongs together with the words after it: "until", "if". */
    boolean opens(int i);

    /** The place after the date or event that begins there and from which a distance counts: "the due date", "it expires". */
    int anchor(int i);

    /** Whether the words before a place say that something is looked at: then "by the hour" says how often, not at what price. */
    boolean isWatching(int i);
}
