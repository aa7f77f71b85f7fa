package dev.taskcast.admin;

import dev.taskcast.auth.Caller;
import dev.taskcast.sessions.Directory;
import dev.taskcast.sessions.EndedSession;
import dev.taskcast.sessions.SessionReport;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code /admin/sessions}: the sessions of this replica, and those that ended lately. {@code GET} lists all sessions or
 * those of {@code ?user=}; with an id in the path, one session. {@code DELETE} closes one session, or those of
 * {@code ?user=}, with the close code {@code ?code=} or 1012.
 */
@WebServlet("/admin/sessions/*")
final class AdminSessions extends AdminRoute {
    /** The most sessions in one answer. */
    static final int MOST = 1_000;

    private static final int MOST_ENDED = 100;
    private static final String REASON = "closed by an operator";
    private static final long serialVersionUID = 1L;

    private final transient Directory directory;
    private final transient Deeds deeds;

    @Inject
    AdminSessions(Admins admins, Directory directory, Deeds deeds) {
        super(admins);
        this.directory = directory;
        this.deeds = deeds;
    }

    @Override
    Answer answer(HttpServletRequest request, Optional<Caller> by) {
        Optional<String> id = below(request);
        Optional<String> user = parameter(request, "user");
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> Answer.ok(id.map(this::one).orElseGet(() -> list(user)));
            case "DELETE" -> Answer.ok(closed(id, user, code(request), by));
            default -> throw only("GET, HEAD, DELETE");
        };
    }

    private String list(Optional<String> user) {
        List<SessionReport> here = directory.here(user, MOST + 1);
        List<EndedSession> ended = directory.ended(user, MOST_ENDED);
        return Document.of(document -> document.objects(
                        "sessions", here.subList(0, Math.min(MOST, here.size())), SessionWords::here)
                .objects("ended", ended, SessionWords::ended)
                .truncated(here.size() > MOST));
    }

    private String one(String id) {
        Optional<SessionReport> here = directory.one(id);
        if (here.isPresent()) {
            return Document.of(document -> document.object("session", here.get(), SessionWords::here));
        }
        EndedSession ended = directory.ended(Optional.empty(), Integer.MAX_VALUE).stream()
                .filter(session -> session.id().equals(id))
                .findFirst()
                .orElseThrow(() -> notFound("This replica knows no session with this id"));
        return Document.of(document -> document.object("ended", ended, SessionWords::ended));
    }

    private String closed(Optional<String> id, Optional<String> user, CloseCode code, Optional<Caller> by) {
        int closed;
        if (id.isPresent()) {
            closed = directory.close(id.get(), code, REASON);
            if (closed == 0) {
                throw notFound("This replica has no session with this id");
            }
            deeds.closed(by, id.get(), code);
        } else {
            String whose = user.orElseThrow(() -> ProblemException.badRequest(
                    "Name a session or a user: /admin/sessions/<id>, or /admin/sessions?user=<user>"));
            closed = directory.closeAll(whose, code, REASON);
            deeds.closed(by, whose, closed, code);
        }
        return Document.of(document -> document.number("closed", closed));
    }

    private static CloseCode code(HttpServletRequest request) {
        return parameter(request, "code")
                .map(text -> Stream.of(CloseCode.values())
                        .filter(code -> Integer.toString(code.number()).equals(text))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.badRequest(
                                "code: expected the number of a close code of the protocol, such as 1012 or 4003")))
                .orElse(CloseCode.RESTART);
    }
}
