package dev.taskcast.ingest;

import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code GET /dapr/subscribe}: the request of a starting sidecar for its subscriptions. */
@WebServlet(SubscribeServlet.ROUTE)
final class SubscribeServlet extends HttpServlet {
    static final String ROUTE = "/dapr/subscribe";
    private static final long serialVersionUID = 1L;

    private final transient Sidecar sidecar;

    @Inject
    SubscribeServlet(Sidecar sidecar) {
        this.sidecar = sidecar;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        answer(request).send(response);
    }

    private Answer answer(HttpServletRequest request) {
        try {
            sidecar.requireThisMachine(request);
            return Answer.json(200, sidecar.subscriptions(request.getContextPath()));
        } catch (ProblemException refused) {
            return Answer.to(refused);
        }
    }
}
