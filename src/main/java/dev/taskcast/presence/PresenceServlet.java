package dev.taskcast.presence;

import dev.taskcast.admission.HttpCallers;
import dev.taskcast.admission.Query;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /presence?user=a&user=b}: which of these users are online, for callers with the role {@code publisher}.
 *
 * <p>It answers 200 with {@link PresenceAnswer}, or a problem document: 400, 401, 403, 404 if presence is off, 405, or
 * 503 until the topic was read.
 */
@WebServlet(PresenceServlet.ROUTE)
final class PresenceServlet extends HttpServlet {
    static final String ROUTE = "/presence";
    static final int MOST_USERS = 100;

    private static final long serialVersionUID = 1L;
    private static final String ROLE = "publisher";
    private static final int RETRY_SECONDS = 5;

    private final transient Presence presence;
    private final transient HttpCallers callers;

    @Inject
    PresenceServlet(Presence presence, HttpCallers callers) {
        this.presence = presence;
        this.callers = callers;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            send(response, 200, "application/json", answer(request));
        } catch (ProblemException problem) {
            problem.headers().forEach(response::setHeader);
            send(response, problem.status(), ProblemException.MEDIA_TYPE, problem.json());
        }
    }

    private String answer(HttpServletRequest request) {
        if (!presence.isOn()) {
            throw new ProblemException(404, "Not Found", "Presence is off: taskcast.presence.topic is not set");
        }
        if (!request.getMethod().equals("GET")) {
            throw new ProblemException(405, "Method Not Allowed", "Send GET").header("Allow", "GET");
        }
        if (!callers.require(request).isUserInRole(ROLE)) {
            throw ProblemException.forbidden("The token has no role publisher in its claim groups");
        }
        List<String> users = users(request);
        View view = presence.view()
                .orElseThrow(() -> ProblemException.unavailable("Presence is still being read", RETRY_SECONDS));
        return PresenceAnswer.of(view, presence.age(view), users);
    }

    private static List<String> users(HttpServletRequest request) {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        List<String> users =
                new Query(query).parameters("user").stream().distinct().toList();
        if (users.isEmpty() || users.size() > MOST_USERS || users.contains("")) {
            throw ProblemException.badRequest("Name 1 to " + MOST_USERS + " users: ?user=ada&user=bob");
        }
        return users;
    }

    private static void send(HttpServletResponse response, int status, String type, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
