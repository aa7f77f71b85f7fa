package dev.taskcast.admin;

import dev.taskcast.auth.Caller;
import dev.taskcast.events.SkippedRecords;
import dev.taskcast.log.Found;
import dev.taskcast.log.TaskLog;
import dev.taskcast.log.WindowSearch;
import dev.taskcast.log.WindowStatistics;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET /admin/events/<id>} or {@code ?id=}: what happened to the event, as far as this replica knows. With
 * {@code ?user=} the answer is about this user alone. With {@code ?user=} and no id: the newest events of that user.
 *
 * <p>One search runs at a time. A second one waits for at most {@value #PATIENCE_SECONDS} seconds, and then gets 503.
 */
@WebServlet("/admin/events/*")
final class AdminEvents extends AdminRoute {
    /** The most events, and the most unusable records, in one answer. */
    static final int MOST = 100;

    private static final int PATIENCE_SECONDS = 2;
    private static final int RETRY_SECONDS = 1;
    private static final long serialVersionUID = 1L;

    private final transient TaskLog log;
    private final transient WindowSearch search;
    private final transient EventWords words;
    private final transient SkippedRecords skipped;
    private final transient Semaphore searching = new Semaphore(1, true);

    @Inject
    AdminEvents(Admins admins, TaskLog log, EventWords words, SkippedRecords skipped) {
        super(admins);
        this.log = log;
        this.search = new WindowSearch(log);
        this.words = words;
        this.skipped = skipped;
    }

    @Override
    Answer answer(HttpServletRequest request, Optional<Caller> by) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw only("GET, HEAD");
        }
        Optional<String> id = below(request).or(() -> parameter(request, "id"));
        Optional<String> user = parameter(request, "user");
        if (id.isEmpty() && user.isEmpty()) {
            throw ProblemException.badRequest(
                    "Name an event or a user: /admin/events/<id>, or /admin/events?user=<user>");
        }
        if (!hasItsTurn()) {
            throw ProblemException.unavailable("Another search is running", RETRY_SECONDS);
        }
        try {
            return Answer.ok(answer(id, user));
        } finally {
            searching.release();
        }
    }

    private boolean hasItsTurn() {
        try {
            return searching.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String answer(Optional<String> id, Optional<String> user) {
        List<Found> found =
                id.map(its -> search.byId(its, MOST + 1)).orElseGet(() -> search.ofUser(user.get(), MOST + 1));
        WindowStatistics.Snapshot window = log.statistics();
        return Document.of(document -> document.text("event", id)
                .objects("unusable", id.map(its -> skipped.of(its, MOST)).orElseGet(List::of), AdminEvents::unusable)
                .objects("found", EventWords.upTo(MOST, found), words.about(user))
                .object("window", window, AdminEvents::window)
                .objects("unusable_lately", skipped.newest(MOST), AdminEvents::unusable)
                .truncated(found.size() > MOST));
    }

    private static void window(Document document, WindowStatistics.Snapshot window) {
        document.number("events", window.events()).number("age_ms", window.age().toMillis());
    }

    private static void unusable(Document document, SkippedRecords.Skipped record) {
        document.number("partition", record.partition())
                .number("offset", record.offset())
                .text("event", record.why().event())
                .text("reason", record.why().reason().name().toLowerCase(Locale.ROOT))
                .text("detail", record.why().getMessage())
                .time("at", record.at());
    }
}
