package dev.taskcast.ops;

import dev.taskcast.admission.Query;
import dev.taskcast.auth.ThisMachine;
import dev.taskcast.config.DrainSettings;
import dev.taskcast.sessions.SessionEnds;
import dev.taskcast.sessions.SessionRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code POST /session-ends?user=…&minutes=…}: from now on, and for that time, each session of the user that ends gets
 * a log line. {@code DELETE} stops this. The answer has the hash that stands for the user in the lines.
 *
 * <p>It is served only on the listener of the loopback address, like {@code POST /drain}, and not for pages.
 */
@WebServlet("/session-ends")
final class SessionEndsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MINUTES = 10;

    private final transient SessionEnds ends;
    private final transient DrainSettings settings;
    private final transient InstantSource clock;

    @Inject
    SessionEndsServlet(SessionRegistry registry, DrainSettings settings, InstantSource clock) {
        this(registry.ends(), settings, clock);
    }

    SessionEndsServlet(SessionEnds ends, DrainSettings settings, InstantSource clock) {
        this.ends = ends;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Query query = Query.of(request);
        String user = query.parameter("user").orElse("");
        if (request.getLocalPort() != settings.localPort()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (!ThisMachine.sent(request) || request.getHeader("Origin") != null) {
            answer(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "\"error\":\"only an operator on this machine may use this\"");
        } else if (user.isEmpty()) {
            answer(response, HttpServletResponse.SC_BAD_REQUEST, "\"error\":\"user: missing\"");
        } else if (request.getMethod().equals("POST")) {
            watch(user, minutes(query.parameter("minutes")), response);
        } else if (request.getMethod().equals("DELETE")) {
            ends.forget(user);
            answer(response, HttpServletResponse.SC_OK, "\"user\":\"" + ends.hash(user) + "\"");
        } else {
            response.setHeader("Allow", "POST, DELETE");
            answer(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "\"error\":\"use POST or DELETE\"");
        }
    }

    private void watch(String user, Optional<Duration> time, HttpServletResponse response) throws IOException {
        Instant now = clock.instant();
        if (time.isEmpty()) {
            answer(response, HttpServletResponse.SC_BAD_REQUEST, "\"error\":\"minutes: must be from 1 to 1440\"");
        } else if (ends.watch(user, time.get(), now)) {
            answer(
                    response,
                    HttpServletResponse.SC_OK,
                    "\"user\":\"" + ends.hash(user) + "\",\"until\":\"" + now.plus(time.get()) + "\"");
        } else {
            answer(
                    response,
                    HttpServletResponse.SC_CONFLICT,
                    "\"error\":\"" + SessionEnds.MOST + " users are watched already\"");
        }
    }

    private static Optional<Duration> minutes(Optional<String> text) {
        if (text.isEmpty()) {
            return Optional.of(Duration.ofMinutes(MINUTES));
        }
        return text.filter(digits -> digits.matches("[1-9]\\d{0,3}"))
                .map(digits -> Duration.ofMinutes(Integer.parseInt(digits)))
                .filter(time -> time.compareTo(SessionEnds.LONGEST) <= 0);
    }

    private static void answer(HttpServletResponse response, int status, String member) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getWriter().println("{" + member + "}");
    }
}
