package vtp.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import vtp.engine.text.BpeTokenizer;
import vtp.engine.text.ImageNet;

/** Prompts to token ids, by one thread: prompts a second. */
@State(Scope.Benchmark)
public class TokenizerBenchmark extends Settings {
    private static final int PROMPTS = 1000;

    private final BpeTokenizer tokenizer = BpeTokenizer.clip();
    private final List<String> prompts =
            ImageNet.names().stream().map(name -> "a photo of a " + name + ".").toList();

    @Benchmark
    @OperationsPerInvocation(PROMPTS)
    public void tokenize(Blackhole hole) {
        for (String prompt : prompts) {
            hole.consume(tokenizer.encode(prompt));
        }
    }
}
