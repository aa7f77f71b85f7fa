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
 * {@code POST /drain}: the replica leaves. The answer comes when it has left, so that a preStop hook can wait for it.
 *
 * <p>It is served only on the listener that is bound to the loopback address ({@code LOCAL_PORT} in server.xml);
 * elsewhere the answer is 404. There, a request from a page, or to another host name than this machine's, gets 403: a
 * browser is not a hook. If the drain has not ended some seconds after its time, the answer is 504.
 */
@WebServlet("/drain")
final class DrainServlet extends HttpServlet {
    /** How much longer than the drain the answer may take. */
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
            answer(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "\"error\":\"only a hook on this machine may use this\"");
        } else if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            answer(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "\"error\":\"use POST to drain this replica\"");
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
