package dev.taskcast.harness;

import java.io.File;
import java.net.URI;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The gateway that Arquillian runs for an integration test: the packaged application on the test server. */
public final class Gateway {
    private static final String AT_THE_ROOT =
            "<web-ext xmlns=\"http://websphere.ibm.com/xml/ns/javaee\" version=\"1.0\"><context-root uri=\"/\"/></web-ext>";

    static final String NAME = "taskcast.war";

    private Gateway() {}

    /** The application as it ships, at the root of the server, where our own configuration has it. Classes share it. */
    public static WebArchive war() {
        return war(NAME);
    }

    /** The same application as a file called {@code name}, which no other class shares. */
    public static WebArchive war(String name) {
        return ShrinkWrap.create(ZipImporter.class, name)
                .importFrom(new File("target/taskcast.war"))
                .as(WebArchive.class)
                .addAsWebInfResource(new StringAsset(AT_THE_ROOT), "ibm-web-ext.xml");
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
