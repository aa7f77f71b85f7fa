package dev.taskcast.demo;

import dev.taskcast.auth.DevelopmentTokens;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.Duration;

/** {@code POST /dev/token}: a token for any user that the request names. */
@Path("/token")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DemoTokens {
    private static final Duration VALIDITY = Duration.ofMinutes(15);

    @Inject
    private Instance<DevelopmentTokens> tokens;

    /**
     * Issues a token for {@code {"user":"ada"}}, valid for 15 minutes. With {@code "groups":["publisher"]} the token
     * may publish.
     */
    @POST
    public JsonObject issue(InputStream body) {
        JsonObject request = DemoInput.object(body);
        String user = DemoInput.user(request);
        return Json.createObjectBuilder()
                .add("token", tokens.get().issue(user, DemoInput.texts(request, "groups"), VALIDITY))
                .add("user", user)
                .add("expires_in", VALIDITY.toSeconds())
                .build();
    }
}
