package dev.taskcast.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A document with public keys, which can be read again and again. */
@FunctionalInterface
interface KeyDocument {
    /** Its text as it is now; takes and holds no more than was agreed on when it was made. */
    String read() throws IOException, InterruptedException;

    /** The file that {@code uri} names. */
    static KeyDocument file(URI uri, int maxBytes) {
        Path path = Path.of(uri);
        return () -> {
            try (InputStream in = Files.newInputStream(path)) {
                return text(in, maxBytes);
            }
        };
    }

    /** The resource {@code uri} of the application, {@code classpath:META-INF/keys.json} for example. */
    static KeyDocument resource(URI uri, int maxBytes) {
        String name = uri.getSchemeSpecificPart().replaceFirst("^/+", "");
        return () -> {
            ClassLoader application = Thread.currentThread().getContextClassLoader();
            try (InputStream in = application.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("there is no resource " + name);
                }
                return text(in, maxBytes);
            }
        };
    }

    /** Why a read failed, in words for an operator. */
    static String reason(Exception failed) {
        if (failed instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (failed instanceof AccessDeniedException denied) {
            return "the file " + denied.getFile() + " may not be read";
        }
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    /** The same in words for whoever asks for the health of this replica: without a host, without a file. */
    static String kind(Exception failed) {
        if (failed instanceof KeyReadException read) {
            return read.kind();
        }
        if (failed instanceof NoSuchFileException) {
            return "there is no such file";
        }
        // What has no other words here is what the parser says of a document: constants.
        return failed instanceof IllegalArgumentException ? reason(failed) : "it cannot be read";
    }

    private static String text(InputStream in, int maxBytes) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new KeyReadException("larger than " + maxBytes + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
