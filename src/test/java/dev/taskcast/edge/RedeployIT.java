package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.LiveHeap;
import dev.taskcast.harness.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/**
 * A server may deploy the gateway repeatedly. Open Liberty keeps some undeployed applications for a while, because each
 * of its threads refers to the last application that it served. Without their windows they are small.
 */
@ArquillianTest
@RunAsClient
class RedeployIT {
    private static final String APPLICATION = "again";
    private static final String SLAB = "dev.taskcast.log.Slab";
    /** What the metrics library would leave in the JVM permanently. */
    private static final List<String> KEEPERS = List.of(
            "io.prometheus.metrics.core.util.Scheduler$DaemonThreadFactory",
            "io.prometheus.metrics.instrumentation.jvm.JvmMemoryPoolAllocationMetrics$AllocationCountingNotificationListener");

    private static final int TIMES = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = APPLICATION, managed = false)
    static WebArchive application() {
        return Gateway.war(APPLICATION + ".war");
    }

    @Test
    void anUndeployedApplicationReleasesItsWindowAndItsMetrics() throws Exception {
        long server = server();
        for (int i = 0; i < TIMES; i++) {
            deployer.deploy(APPLICATION);
            use();
            LiveHeap heap = LiveHeap.of(server);
            assertThat(heap.instances(SLAB)).as("of the window").isPositive();
            for (String keeper : KEEPERS) {
                assertThat(Class.forName(keeper)).as("a class of the library").isNotNull();
                assertThat(heap.instances(keeper)).as(keeper).isZero();
            }
            deployer.undeploy(APPLICATION);
            Await.until(PATIENCE, () -> LiveHeap.of(server).instances(SLAB) == 0, "no window is left");
        }
    }

    /** A device connects, gets an event and asks again; operators look. */
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
