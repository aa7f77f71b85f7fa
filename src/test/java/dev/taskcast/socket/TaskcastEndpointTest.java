package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskcast.harness.Fake;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import jakarta.enterprise.event.Startup;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the container deploys, and what it hears when a connection cannot begin. */
class TaskcastEndpointTest {
    private final List<CloseReason> closes = new ArrayList<>();
    private final Session session = Fake.of(Session.class, (method, arguments) -> {
        assertThat(method).isEqualTo("close");
        closes.add((CloseReason) arguments[0]);
        return null;
    });
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final SocketMetrics metrics = new SocketMetrics();
    /** A gateway in which nothing works but its counters. */
    private final Gateway broken = new Gateway(null, null, null, null, null, metrics, null);

    private final TaskcastEndpoint endpoint = new TaskcastEndpoint.Deployed(
            broken, Handshake.of(name -> List.of(), "token=secret", Optional.empty(), "192.0.2.1"));

    TaskcastEndpointTest() {
        metrics.register(new Startup(), registry, null, null);
    }

    /** With the annotation Open Liberty would check no frame's length. */
    @Test
    void theDeployedClassDoesNotCarryTheAnnotation() {
        assertThat(TaskcastEndpoint.class.isAnnotationPresent(ServerEndpoint.class))
                .isTrue();
        assertThat(TaskcastEndpoint.Deployed.class.isAnnotationPresent(ServerEndpoint.class))
                .isFalse();
    }

    @Test
    void whatFailsBeforeTheConnectionExistsClosesWith1011AndIsCounted() {
        assertThatCode(() -> endpoint.onOpen(session, null)).doesNotThrowAnyException();
        assertThat(closes).extracting(reason -> reason.getCloseCode().getCode()).containsExactly(1011);
        CounterSnapshot counted = (CounterSnapshot) registry.scrape(name -> name.equals("taskcast_closes")).stream()
                .findFirst()
                .orElseThrow();
        assertThat(counted.getDataPoints()).singleElement().satisfies(point -> {
            assertThat(point.getLabels().get("code")).isEqualTo("1011");
            assertThat(point.getValue()).isEqualTo(1);
        });
    }

    @Test
    void theEndOfAConnectionThatNeverBeganIsNoFailure() {
        endpoint.onOpen(session, null);
        assertThatCode(() -> {
                    endpoint.onError(session, new IllegalStateException("broken"));
                    endpoint.onClose(session, null);
                })
                .doesNotThrowAnyException();
    }
}
