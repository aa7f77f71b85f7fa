package dev.taskcast.ops;

import dev.taskcast.config.DrainSettings;
import dev.taskcast.sessions.Drain;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;

/**
 * {@code POST /drain}: the replica leaves; answered when it has, for a preStop hook to wait on.
 *
 * <p>Only on the listener that is bound to the loopback address ({@code LOCAL_PORT} in server.xml), and
 * only from there; 404 otherwise, as if it did not exist.
 */
@WebServlet("/drain")
public class DrainServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Drain drain;
    private final transient DrainSettings settings;

    @Inject
    public DrainServlet(Drain drain, DrainSettings settings) {
        this.drain = drain;
        this.settings = settings;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getLocalPort() != settings.localPort()
                || !InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        super.service(request, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int closed = drain.begin(settings.time()).join();
        response.setContentType("application/json");
        response.getWriter().println("{\"closed\":" + closed + "}");
    }
}
