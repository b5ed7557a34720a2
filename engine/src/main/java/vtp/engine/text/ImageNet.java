package vtp.engine.text;

import java.util.List;

/**
 * The labels and prompts of CLIP's zero-shot evaluation on ImageNet, as OpenAI curated them.
 *
 * @since 0.1.0
 */
public final class ImageNet {
    private ImageNet() {}

    /** Returns the 1,000 class names in order of class; two pairs of classes share a name. */
    public static List<String> names() {
        return Resources.lines("imagenet-names.txt");
    }

    /** Returns the 80 prompt templates; each holds {@code {}} once, where the name goes. */
    public static List<String> templates() {
        return Resources.lines("openai-templates.txt");
    }
}
