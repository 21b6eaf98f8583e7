package dev.stepfold.commandline.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a command has come: a bar that is drawn over itself on a terminal, a line every few seconds elsewhere. Written
 * to standard error, so that what a command answers can be piped. Safe for use by many threads.
 */
public final class Progress {
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);
    private static final Duration BAR_EVERY = Duration.ofMillis(100);
    private static final int BAR_WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private String what = "";
    private long total;
    private long done;
    private long drawnNanos;
    private boolean drawn;

    /** @param terminal whether {@code out} is a terminal */
    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Begins to count something. */
    public synchronized void begin(String counted, long totalCount) {
        clear();
        what = counted;
        total = totalCount;
        done = 0;
        drawnNanos = System.nanoTime();
    }

    /** So many more are done. */
    public synchronized void advance(long more) {
        done += more;
        long now = System.nanoTime();
        if (now - drawnNanos >= (terminal ? BAR_EVERY : LINE_EVERY).toNanos()) {
            drawnNanos = now;
            draw();
        }
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        clear();
        out.println(line);
    }

    /** Removes the bar. */
    public synchronized void end() {
        clear();
        total = 0;
    }

    private void draw() {
        String counts = String.format(Locale.ROOT, "%s: %,d of %,d", what, done, total);
        if (!terminal) {
            out.println(counts);
            return;
        }
        int filled = total == 0 ? BAR_WIDTH : (int) Math.min(BAR_WIDTH, done * BAR_WIDTH / total);
        out.print("\r\033[K[" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "] " + counts);
        out.flush();
        drawn = true;
    }

    private void clear() {
        if (drawn) {
            out.print("\r\033[K");
            out.flush();
            drawn = false;
        }
    }
}
