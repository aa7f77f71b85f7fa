package dev.taskcast.ops;

import dev.taskcast.auth.ThisMachine;
import dev.taskcast.config.DrainSettings;
import dev.taskcast.sessions.Drain;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code POST /drain}: the replica leaves; answered when it has, for a preStop hook to wait on.
 *
 * <p>Only on the listener that is bound to the loopback address ({@code LOCAL_PORT} in server.xml); 404 otherwise, as if
 * it did not exist. There 403 for what a page sent, or asked of another host than this machine: a browser here is no hook.
 * 504 when the drain has not ended some seconds after its time.
 */
@WebServlet("/drain")
final class DrainServlet extends HttpServlet {
    /** What the answer may take longer than the drain. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(DrainServlet.class.getName());

    private final transient Drain drain;
    private final transient DrainSettings settings;

    @Inject
    DrainServlet(Drain drain, DrainSettings settings) {
        this.drain = drain;
        this.settings = settings;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getLocalPort() != settings.localPort()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (!ThisMachine.sent(request) || request.getHeader("Origin") != null) {
            answer(response, HttpServletResponse.SC_FORBIDDEN, "\"error\":\"for a hook on this machine only\"");
        } else if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            answer(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "\"error\":\"POST drains this replica\"");
        } else {
            drain(response);
        }
    }

    private void drain(HttpServletResponse response) throws IOException {
        Duration deadline = settings.rotationTime().plus(settings.time()).plus(GRACE);
        try {
            int closed = drain.begin(settings.rotationTime(), settings.time())
                    .get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            answer(response, HttpServletResponse.SC_OK, "\"closed\":" + closed);
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(Level.WARNING, "TCAST1302W: The drain did not end in time", late);
            answer(response, HttpServletResponse.SC_GATEWAY_TIMEOUT, "\"error\":\"the drain did not end in time\"");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "\"error\":\"the server stops\"");
        }
    }

    private static void answer(HttpServletResponse response, int status, String member) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().println("{" + member + "}");
    }
}
