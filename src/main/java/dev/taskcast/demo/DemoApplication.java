package dev.taskcast.demo;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The development API under {@code /dev}. */
@ApplicationPath("/dev")
public class DemoApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(DemoTokens.class, DemoTasks.class, DemoProblems.class);
    }
}
