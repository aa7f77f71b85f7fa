package dev.taskcast.admin;

import dev.taskcast.admission.Query;
import dev.taskcast.auth.Caller;
import dev.taskcast.wire.ProblemException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A route for operators. It checks the caller first. An answer is JSON or a problem document, and is never cached. */
abstract class AdminRoute extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Admins admins;

    AdminRoute(Admins admins) {
        this.admins = admins;
    }

    /**
     * The answer to {@code request} of the caller {@code by}, who has the right to ask.
     *
     * @throws ProblemException if there is no such answer
     */
    abstract Answer answer(HttpServletRequest request, Optional<Caller> by);

    /**
     * An answer.
     *
     * @param json the document
     */
    record Answer(int status, String json) {
        static Answer ok(String json) {
            return new Answer(HttpServletResponse.SC_OK, json);
        }
    }

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            Answer answer = answer(request, admins.require(request));
            send(response, answer, "application/json");
        } catch (ProblemException problem) {
            problem.headers().forEach(response::setHeader);
            send(response, new Answer(problem.status(), problem.json()), ProblemException.MEDIA_TYPE);
        }
    }

    private static void send(HttpServletResponse response, Answer answer, String mediaType) throws IOException {
        byte[] bytes = answer.json().getBytes(StandardCharsets.UTF_8);
        response.setStatus(answer.status());
        response.setContentType(mediaType);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** The name in the path after the route; empty if the path ends with the route. */
    static Optional<String> below(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo())
                .map(path -> path.substring(1))
                .filter(name -> !name.isEmpty());
    }

    static Optional<String> parameter(HttpServletRequest request, String name) {
        return Query.of(request).parameter(name).filter(value -> !value.isEmpty());
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(HttpServletResponse.SC_NOT_FOUND, "Not Found", detail);
    }

    static ProblemException only(String methods) {
        return new ProblemException(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Method Not Allowed", "Send " + methods)
                .header("Allow", methods);
    }
}
