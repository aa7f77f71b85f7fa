package dev.taskcast.demo;

import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The demo's tasks, per user, in memory; a real backend has a database instead. Thread-safe. */
@Singleton
final class TaskList {
    private static final int MAX_TASKS = 500;

    private final Map<String, Map<String, JsonObject>> users = new ConcurrentHashMap<>();

    /** The tasks of {@code user}, in the order of their creation. */
    JsonArray of(String user) {
        Map<String, JsonObject> tasks = tasks(user);
        synchronized (tasks) {
            JsonArrayBuilder all = Json.createArrayBuilder();
            tasks.values().forEach(all::add);
            return all.build();
        }
    }

    Optional<JsonObject> find(String user, String id) {
        Map<String, JsonObject> tasks = tasks(user);
        synchronized (tasks) {
            return Optional.ofNullable(tasks.get(id));
        }
    }

    /** Keeps {@code task}; drops the oldest one if there are more than {@value #MAX_TASKS}. */
    void put(String user, JsonObject task) {
        Map<String, JsonObject> tasks = tasks(user);
        synchronized (tasks) {
            tasks.put(task.getString("id"), task);
            if (tasks.size() > MAX_TASKS) {
                tasks.remove(tasks.keySet().iterator().next());
            }
        }
    }

    void remove(String user, String id) {
        Map<String, JsonObject> tasks = tasks(user);
        synchronized (tasks) {
            tasks.remove(id);
        }
    }

    private Map<String, JsonObject> tasks(String user) {
        return users.computeIfAbsent(user, name -> new LinkedHashMap<>());
    }
}
