package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.LiveHeap;
import dev.taskcast.harness.Tool;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** A server may deploy the gateway again and again, and its memory does not fill with gateways that were undeployed. */
@ArquillianTest
@RunAsClient
class RedeployIT {
    private static final String APPLICATION = "again";
    private static final String LOG = "dev.taskcast.log.TaskLog";
    private static final String SLAB = "dev.taskcast.log.Slab";
    private static final int TIMES = 4;
    private static final int OTHERS = 100;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = APPLICATION, managed = false)
    static WebArchive application() {
        return Gateway.war();
    }

    /** Open Liberty keeps the last application, and each of its threads the last one that it served: so others are served. */
    @Test
    void applicationsThatWereUndeployedDoNotPileUp() throws Exception {
        long server = server();
        for (int i = 0; i < TIMES; i++) {
            deployer.deploy(APPLICATION);
            use();
            assertThat(LiveHeap.of(server).instances(SLAB)).as("of the window").isPositive();
            deployer.undeploy(APPLICATION);
        }
        Await.until(PATIENCE, () -> LiveHeap.of(server).instances(SLAB) == 0, "no window is left");
        Await.until(PATIENCE, () -> afterOthers(server) <= TIMES / 2, "most applications are let go of");
    }

    /** How many applications live after each thread of the server has had something else to do. */
    private static long afterOthers(long server) throws Exception {
        HttpRequest health = HttpRequest.newBuilder(Gateway.uri("/health")).build();
        CompletableFuture.allOf(Stream.generate(() -> HTTP.sendAsync(health, BodyHandlers.discarding()))
                        .limit(OTHERS)
                        .toArray(CompletableFuture[]::new))
                .get(1, TimeUnit.MINUTES);
        return LiveHeap.of(server).instances(LOG);
    }

    /** A device comes, has an event and asks again; operators look. */
    private static void use() throws Exception {
        try (Devices devices = new Devices()) {
            String user = Devices.user("ada");
            Device device = devices.of(user);
            Topic.update(user, "{\"id\":\"task\"}");
            assertThat(device.nextTask()).isEqualTo("{\"id\":\"task\"}");
            assertThat(devices.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(devices.get("/admin/sessions").statusCode()).isEqualTo(401);
        }
    }

    /** The process of the server that Arquillian started: its last argument is its name. */
    private static long server() throws Exception {
        String name = "test-" + System.getProperty("test.http.port");
        return Tool.output(Path.of("."), LiveHeap.jcmd(), "-l")
                .lines()
                .filter(line -> line.endsWith(" " + name))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }
}
