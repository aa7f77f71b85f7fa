package dev.taskcast.harness;

import java.io.File;
import java.net.URI;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The gateway that Arquillian runs for an integration test: the packaged application on the test server. */
public final class Gateway {
    private Gateway() {}

    /** The application exactly as it ships. */
    public static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "taskcast.war")
                .importFrom(new File("target/taskcast.war"))
                .as(WebArchive.class);
    }

    /** The URI of {@code path} on the gateway. */
    public static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + System.getProperty("test.http.port") + path);
    }

    /** The broker that it reads from. */
    public static String brokers() {
        return System.getenv("KAFKA_BOOTSTRAP_SERVERS");
    }

    /** Tokens that it accepts. */
    public static TestTokens tokens() {
        return new TestTokens(System.getenv("BETTER_AUTH_SECRET"));
    }
}
