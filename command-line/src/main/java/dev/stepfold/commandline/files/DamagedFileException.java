package dev.stepfold.commandline.files;

import java.io.IOException;

/** A file of a backup is not what the backup wrote. The message says in what, without the file's name. */
public final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    public DamagedFileException(String what) {
        super(what);
    }
}
