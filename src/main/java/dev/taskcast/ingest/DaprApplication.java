package dev.taskcast.ingest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The application under {@code /dapr}. */
@ApplicationPath("/dapr")
public class DaprApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(DaprResource.class, ThisMachineFilter.class, Problems.class);
    }
}
