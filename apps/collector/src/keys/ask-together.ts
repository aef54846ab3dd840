/**
 * Makes one question of many: who asks while the same question is on its way waits for its answer and then shares one
 * further question with all who came meanwhile. Nobody gets an answer to a question that was sent before they asked, so
 * what they learn is as fresh as if each had asked alone. A question that fails fails for those who share it.
 */
export function askTogether<Answer>(ask: (what: string) => Promise<Answer>): (what: string) => Promise<Answer> {
  const questions = new Map<string, { answer: Promise<Answer>; next?: Promise<Answer> }>();

  function send(what: string): Promise<Answer> {
    const question: { answer: Promise<Answer>; next?: Promise<Answer> } = { answer: ask(what) };
    questions.set(what, question);
    const forget = () => void (question.next === undefined && questions.delete(what));
    question.answer.then(forget, forget);
    return question.answer;
  }

  return (what) => {
    const running = questions.get(what);
    if (running === undefined) return send(what);
    const sendNext = () => send(what);
    running.next ??= running.answer.then(sendNext, sendNext);
    return running.next;
  };
}
