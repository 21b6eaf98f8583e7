package dev.stepfold.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * The secret by which the services of a stack recognise each other: the user's own, or one that is generated once per
 * home.
 */
final class StackSecret {
    static final String VARIABLE = "STEPFOLD_SERVICE_SECRET";

    private static final int RANDOM_BYTES = 32;

    private StackSecret() {}

    /**
     * The secret.
     *
     * @param home prepared, so that no other user can read it
     * @throws StartFailure if it can be neither read nor created
     */
    static String of(StackHome home, Map<String, String> environment) {
        String own = environment.getOrDefault(VARIABLE, "");
        if (!own.isBlank()) {
            return own;
        }
        Path file = home.path().resolve("service-secret");
        try {
            make(file);
            try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip();
            }
        } catch (IOException e) {
            throw new StartFailure(
                    "The secret of the services in " + file + " cannot be read (" + e + "): delete the file.", e);
        }
    }

    private static void make(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(
                    ByteBuffer.wrap((HexFormat.of().formatHex(random) + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException _) {
            // created at an earlier start
        }
    }
}
