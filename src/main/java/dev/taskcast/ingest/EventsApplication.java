package dev.taskcast.ingest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The application under {@code /events}. Each route has one of its own, so that static files keep theirs. */
@ApplicationPath("/events")
public class EventsApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(EventsResource.class, PublisherFilter.class, Problems.class);
    }
}
