import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two people and the number between them, by Java 17 and newer alone: {@code java Bind.java}. AXBRIDGE_URL and AXBRIDGE_KEY come
 * from the environment; the key has the scopes read, bind, call and admin of the tenant {@code default}.
 */
public class Bind {
    private static final String A = "+8613800138000";
    private static final String B = "+8613800138001";

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;
    private final String key;

    Bind(String url, String key) {
        this.url = url;
        this.key = key;
    }

    public static void main(String[] args) throws InterruptedException {
        try {
            new Bind(setting("AXBRIDGE_URL"), setting("AXBRIDGE_KEY")).run();
        } catch (IOException | IllegalArgumentException error) {
            System.err.println(error.getMessage() == null ? "axbridge is not reached" : error.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        // A pool with numbers, once. You would name numbers that your carrier sends to you.
        if (!ask("GET", "/v1/pools", null).contains("\"pool\":\"example\"")) {
            ask("POST", "/v1/pools", "{\"pool\": \"example\"}");
            ask("POST", "/v1/pools/example/numbers", "{\"first\": \"+8617000000001\", \"last\": \"+8617000000099\"}");
        }

        String binding = ask("POST", "/v1/bindings", """
                {"a": "%s", "b": "%s", "pool": "example", "expiresInSeconds": 3600}""".formatted(A, B));
        String x = field(binding, "x");
        System.out.println("Both parties see " + x + ".");

        String route = ask("POST", "/v1/routes:explain", "{\"caller\": \"%s\", \"x\": \"%s\"}".formatted(A, x));
        System.out.println("A calls it: " + field(route, "decision") + ".");

        ask("POST", "/v1/calls", "{\"a\": \"%s\", \"b\": \"%s\", \"x\": \"%s\"}".formatted(A, B, x));
        System.out.println("A is called, then B.");

        ask("DELETE", "/v1/bindings/" + field(binding, "id"), null);
        System.out.println("Released.");
    }

    /** Asks up to four times while the answer says that this is safe, with one idempotency key, so nothing is done twice. */
    private String ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", "Bearer " + key);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(body))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString());
        }
        for (int attempt = 1;; attempt++) {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() < 300) return answer.body();
            if (attempt == 4 || !field(answer.body(), "retry").equals("safe"))
                throw new IOException(field(answer.body(), "title"));
            Thread.sleep(1000 * answer.headers().firstValueAsLong("Retry-After").orElse(1));
        }
    }

    /** The value of a field of a flat object. Your JSON library does this better. */
    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        if (value == null) throw new IllegalArgumentException(name + " is not set");
        return value;
    }
}
