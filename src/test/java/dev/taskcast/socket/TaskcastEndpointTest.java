package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskcast.harness.Fake;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which class the container deploys, and what it is told when a connection cannot begin. */
class TaskcastEndpointTest {
    private final List<CloseReason> closes = new ArrayList<>();
    private final Session session = Fake.of(Session.class, (method, arguments) -> {
        assertThat(method).isEqualTo("close");
        closes.add((CloseReason) arguments[0]);
        return null;
    });
    private final PrometheusRegistry registry = new PrometheusRegistry();
    /** An edge in which only the counters work. */
    private final SocketEdge broken = new SocketEdge(null, null, null, null, SocketFixture.metrics(registry), null);

    private final TaskcastEndpoint endpoint = new TaskcastEndpoint.Deployed(broken, SocketFixture.NOTHING);

    /** With the annotation, Open Liberty would not check the length of any frame. */
    @Test
    void theDeployedClassDoesNotCarryTheAnnotation() {
        assertThat(TaskcastEndpoint.class.isAnnotationPresent(ServerEndpoint.class))
                .isTrue();
        assertThat(TaskcastEndpoint.Deployed.class.isAnnotationPresent(ServerEndpoint.class))
                .isFalse();
    }

    @Test
    void anErrorBeforeTheConnectionExistsClosesWith1011AndIsCounted() {
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
