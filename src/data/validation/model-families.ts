/** Tokens of `<|…|>`. */
const pipes = (names: string): string[] => names.split(' ').map((name) => `<|${name}|>`);
/** DeepSeek's, with full-width bars and lower blocks for blanks. */
const wide = (names: string): string[] => names.split(' ').map((name) => `<｜${name.replaceAll('_', '▁')}｜>`);

/**
 * Special tokens that the families' published tokenizers declare. Left out are those that ordinary text holds, too:
 * `<s>`, `</s>`, `<unk>`, `<pad>`, `<bos>`, `<eos>` count for the base models that have them only.
 */
const families = {
  openAi: pipes(
    'endoftext endofprompt fim_prefix fim_middle fim_suffix im_start im_end im_sep start end message channel constrain return call',
  ),
  llama: pipes(
    'begin_of_text end_of_text start_header_id end_header_id eot_id eom_id python_tag step_id finetune_right_pad_id image header_start header_end eot eom',
  ),
  gemma: ['<start_of_turn>', '<end_of_turn>', '<start_of_image>', '<end_of_image>'],
  mistral: [
    '[INST]',
    '[/INST]',
    '[AVAILABLE_TOOLS]',
    '[/AVAILABLE_TOOLS]',
    '[TOOL_CALLS]',
    '[TOOL_RESULTS]',
    '[/TOOL_RESULTS]',
    '[SYSTEM_PROMPT]',
    '[/SYSTEM_PROMPT]',
  ],
  phi: pipes('system user assistant tool tool_call tool_response'),
  qwen: pipes(
    'object_ref_start object_ref_end box_start box_end quad_start quad_end vision_start vision_end vision_pad image_pad video_pad fim_pad repo_name file_sep',
  ),
  deepSeek: [
    ...wide('begin_of_sentence end_of_sentence User Assistant _pad_ fim_begin fim_hole fim_end'),
    ...wide('tool_calls_begin tool_calls_end tool_call_begin tool_call_end tool_outputs_begin tool_outputs_end tool_output_begin'),
    ...wide('tool_output_end tool_sep'),
    '<|EOT|>',
  ],
};

/** Special tokens of OpenAI, Llama, ChatML, Gemma, Mistral, Phi, Qwen and DeepSeek: texts that hold one were part of a chat before. */
export const familyTokens: readonly string[] = Object.values(families).flat();
