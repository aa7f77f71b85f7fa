package dev.taskcast.admin;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.DrainSettings;
import dev.taskcast.sessions.Drain;
import dev.taskcast.sessions.SessionRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/**
 * {@code POST /admin/drain}: this replica leaves, as after a preStop hook. It answers immediately. The process runs on
 * until it is ended.
 */
@WebServlet("/admin/drain")
final class AdminDrain extends AdminRoute {
    private static final long serialVersionUID = 1L;

    private final transient Drain drain;
    private final transient DrainSettings settings;
    private final transient SessionRegistry registry;
    private final transient Deeds deeds;

    @Inject
    AdminDrain(Admins admins, Drain drain, DrainSettings settings, SessionRegistry registry, Deeds deeds) {
        super(admins);
        this.drain = drain;
        this.settings = settings;
        this.registry = registry;
        this.deeds = deeds;
    }

    @Override
    Answer answer(HttpServletRequest request, Optional<Caller> by) {
        if (!request.getMethod().equals("POST")) {
            throw only("POST");
        }
        deeds.drains(by, registry.connections());
        drain.begin(settings.rotationTime(), settings.time());
        return new Answer(
                HttpServletResponse.SC_ACCEPTED,
                Document.of(document -> document.number("sessions", registry.connections())));
    }
}
