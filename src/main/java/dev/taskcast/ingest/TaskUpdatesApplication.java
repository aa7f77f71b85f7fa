package dev.taskcast.ingest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The application under {@code /task-updates}. */
@ApplicationPath("/task-updates")
public class TaskUpdatesApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(TaskUpdatesResource.class, ThisMachineFilter.class, Problems.class);
    }
}
