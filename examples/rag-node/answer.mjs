import { trace } from "@opentelemetry/api";
import { retrieve } from "./retrieve.mjs";
import { inSpan, jsonInput, jsonOutput } from "./tracing.mjs";

/** Answers a question from the documents: one CHAIN span with a RETRIEVER and an LLM span inside. */
export function answer({ question, sessionId, userId }, model) {
  const context = {
    ...(sessionId === undefined ? {} : { "session.id": sessionId }),
    ...(userId === undefined ? {} : { "user.id": userId }),
  };
  return inSpan("answer_question", "CHAIN", { ...context, ...jsonInput({ question }) }, async (span) => {
    const documents = await findDocuments(question, context);
    const text = await generate(question, documents, context, model);
    span.setAttributes(jsonOutput({ answer: text }));
    return {
      answer: text,
      documents: documents.map(({ id, score }) => ({ id, score })),
      traceId: span.spanContext().traceId,
    };
  });
}

function findDocuments(question, context) {
  const attributes = { ...context, "input.value": question, "input.mime_type": "text/plain" };
  return inSpan("retrieve_documents", "RETRIEVER", attributes, async (span) => {
    const documents = retrieve(question);
    for (const [place, document] of documents.entries()) {
      const prefix = `retrieval.documents.${place}.document`;
      span.setAttributes({
        [`${prefix}.id`]: document.id,
        [`${prefix}.content`]: document.text,
        [`${prefix}.score`]: document.score,
        [`${prefix}.metadata`]: JSON.stringify({ title: document.title, language: document.language }),
      });
    }
    return documents;
  });
}

function generate(question, documents, context, model) {
  const listed = documents.map((document, place) => `[${place + 1}] ${document.text}`).join("\n");
  const messages = [
    { role: "system", content: "Answer the question from the documents only. If they do not hold the answer, say so." },
    { role: "user", content: `Documents:\n${listed}\n\nQuestion: ${question}` },
  ];
  const request = { model: model.name, messages, temperature: 0 };
  const attributes = {
    ...context,
    "llm.model_name": model.name,
    "llm.provider": "stand-in",
    "llm.invocation_parameters": JSON.stringify({ temperature: 0 }),
    ...jsonInput({ messages }),
    ...Object.fromEntries(
      messages.flatMap((message, place) => [
        [`llm.input_messages.${place}.message.role`, message.role],
        [`llm.input_messages.${place}.message.content`, message.content],
      ]),
    ),
  };
  return inSpan("generate_answer", "LLM", attributes, async (span) => {
    const completion = await complete(model, request);
    const text = completion.choices[0].message.content;
    span.setAttributes({
      ...jsonOutput({ text: [text] }),
      "llm.model_name": completion.model,
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": text,
      "llm.token_count.prompt": completion.usage.prompt_tokens,
      "llm.token_count.completion": completion.usage.completion_tokens,
      "llm.token_count.total": completion.usage.total_tokens,
    });
    return text;
  });
}

/** One call of an OpenAI-shaped chat endpoint. Throws with what the endpoint said. */
async function complete(model, request) {
  const response = await fetch(`${model.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${model.token}` },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    const text = (await response.text()).slice(0, 500);
    trace.getActiveSpan()?.setAttribute("http.response.status_code", response.status);
    throw new Error(`The model answered ${response.status}: ${text}`);
  }
  return response.json();
}
