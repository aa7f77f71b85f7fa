package dev.taskcast.demo;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code /dev/tasks}: the backend of the demo page. It answers a change after Kafka has acknowledged it. */
@Path("/")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DemoTasks {
    private static final int MAX_BURST = 5_000;
    private static final int USUAL_BURST = 100;

    @Inject
    private TaskList tasks;

    @Inject
    private DemoEvents events;

    /** The snapshot that a page loads once it is connected. */
    @GET
    @Path("/tasks")
    public JsonObject list(@QueryParam("user") String user) {
        return Json.createObjectBuilder()
                .add("tasks", tasks.of(DemoInput.checked(user, "user")))
                .build();
    }

    /** Creates a task from {@code {"user","title"}}. */
    @POST
    @Path("/tasks")
    public Response create(InputStream body) {
        JsonObject request = DemoInput.object(body);
        String now = now();
        JsonObject task = Json.createObjectBuilder()
                .add("id", UUID.randomUUID().toString())
                .add("title", DemoInput.text(request, "title"))
                .add("status", "open")
                .add("created_at", now)
                .add("updated_at", now)
                .build();
        return changed("task.created", DemoInput.user(request), task);
    }

    /** Renames a task. */
    @PATCH
    @Path("/tasks/{id}")
    public Response rename(@PathParam("id") String id, InputStream body) {
        JsonObject request = DemoInput.object(body);
        String user = DemoInput.user(request);
        String title = DemoInput.text(request, "title");
        return changed(
                "task.updated", user, with(find(user, id)).add("title", title).build());
    }

    /** Completes a task. */
    @POST
    @Path("/tasks/{id}/complete")
    public Response complete(@PathParam("id") String id, InputStream body) {
        JsonObject request = DemoInput.object(body);
        String user = DemoInput.user(request);
        return changed(
                "task.completed",
                user,
                with(find(user, id)).add("status", "completed").build());
    }

    /** Deletes a task. */
    @DELETE
    @Path("/tasks/{id}")
    @Consumes(MediaType.WILDCARD)
    public Response delete(@PathParam("id") String id, @QueryParam("user") String named) {
        String user = DemoInput.checked(named, "user");
        JsonObject task = find(user, id);
        tasks.remove(user, id);
        publish("task.deleted", user, List.of(task), () -> tasks.put(user, task));
        return Response.accepted(task).build();
    }

    /**
     * Publishes {@code {"user","count","burst"}}: updates of one task, with a field {@code n} that counts up.
     * {@code burst} is the name of this burst; if it is missing, the method creates one.
     */
    @POST
    @Path("/burst")
    public Response burst(InputStream body) {
        JsonObject request = DemoInput.object(body);
        String user = DemoInput.user(request);
        int count = DemoInput.count(request, "count", USUAL_BURST, MAX_BURST);
        String burst = request.containsKey("burst")
                ? DemoInput.text(request, "burst")
                : UUID.randomUUID().toString();
        String begun = now();
        List<JsonObject> updates = new ArrayList<>(count);
        for (int n = 1; n <= count; n++) {
            updates.add(Json.createObjectBuilder()
                    .add("id", "burst")
                    .add("title", "Burst: update " + n + " of " + count)
                    .add("status", "open")
                    .add("burst", burst)
                    .add("n", n)
                    .add("of", count)
                    .add("created_at", begun)
                    .add("updated_at", now())
                    .build());
        }
        tasks.put(user, updates.get(count - 1));
        publish("task.updated", user, updates, () -> tasks.remove(user, "burst"));
        return Response.accepted(
                        Json.createObjectBuilder().add("published", count).build())
                .build();
    }

    private Response changed(String event, String user, JsonObject task) {
        String id = task.getString("id");
        Optional<JsonObject> before = tasks.find(user, id);
        tasks.put(user, task);
        publish(
                event,
                user,
                List.of(task),
                () -> before.ifPresentOrElse(old -> tasks.put(user, old), () -> tasks.remove(user, id)));
        return Response.accepted(task).build();
    }

    /**
     * Runs after the change. So a device that connects in between has the change in its snapshot, and perhaps in an
     * event too.
     */
    private void publish(String event, String user, List<JsonObject> changed, Runnable undo) {
        try {
            events.publish(event, user, changed);
        } catch (WebApplicationException notPublished) {
            undo.run();
            throw notPublished;
        }
    }

    private JsonObject find(String user, String id) {
        return tasks.find(user, id).orElseThrow(() -> new NotFoundException(user + " has no such task"));
    }

    private static JsonObjectBuilder with(JsonObject task) {
        return Json.createObjectBuilder(task).add("updated_at", now());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
