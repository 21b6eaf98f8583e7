package dev.stepfold.generation.sql.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The user that PostgreSQL runs as. It refuses to run as root. If this process is root, {@code setpriv} (util-linux)
 * starts PostgreSQL's programs as {@code nobody}, without a way back.
 *
 * @param own the number of this process's user
 * @param postgres the number of the user that PostgreSQL runs as
 */
record Account(int own, int postgres) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    /** @param folder one that this process has just created */
    static Account of(Path folder) throws IOException {
        int own = owner(folder);
        return new Account(own, own == ROOT ? NOBODY : own);
    }

    static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Gives a folder to the user that PostgreSQL runs as. */
    void give(Path folder) throws IOException {
        if (own != postgres) {
            Files.setAttribute(folder, "unix:uid", postgres, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** The command, as PostgreSQL's user. */
    List<String> command(List<String> command) {
        if (own == postgres) {
            return command;
        }
        String number = Integer.toString(postgres);
        List<String> as = new ArrayList<>(
                List.of("setpriv", "--reuid=" + number, "--regid=" + number, "--clear-groups", "--no-new-privs", "--"));
        as.addAll(command);
        return as;
    }
}
