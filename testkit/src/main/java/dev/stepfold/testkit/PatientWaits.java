package dev.stepfold.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives a wait of a test that names no time a minute instead of Awaitility's ten seconds. It ends as soon as its
 * condition holds, so the time only matters on a machine that is busy with the tests of other modules. JUnit finds this
 * by itself in every module that has the test kit.
 */
public final class PatientWaits implements LauncherSessionListener {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (hasAwaitility()) {
            Awaitility.setDefaultTimeout(PATIENCE);
        }
    }

    /** A module that waits for nothing does without it. */
    private static boolean hasAwaitility() {
        return PatientWaits.class.getClassLoader().getResource("org/awaitility/Awaitility.class") != null;
    }
}
