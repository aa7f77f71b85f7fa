package dev.taskcast.bench;

import dev.taskcast.bench.peer.BareEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A server with only {@link BareEndpoint}, in the container in which the gateway runs. */
final class BareServer {
    /** The path that answers with 200 when the server is ready. */
    static final String READY = "/ready.txt";

    private static final String NAME = "bare";
    private static final String CONFIGURATION = """
            <server>
              <featureManager><feature>websocket-2.2</feature></featureManager>
              <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="${PORT}" httpsPort="-1"/>
              <webApplication location="bare.war" contextRoot="/"/>
            </server>
            """;

    private BareServer() {}

    /** Writes the server's files into {@code user}, and returns its name. */
    static String lay(Path user) {
        String type = BareEndpoint.class.getName().replace('.', '/') + ".class";
        Path server = user.resolve("servers").resolve(NAME);
        Path copy = server.resolve("apps/bare.war/WEB-INF/classes").resolve(type);
        try (InputStream bytes = BareEndpoint.class.getClassLoader().getResourceAsStream(type)) {
            Files.createDirectories(copy.getParent());
            Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(server.resolve("apps/bare.war" + READY), "ready");
            Files.writeString(server.resolve("server.xml"), CONFIGURATION);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return NAME;
    }
}
