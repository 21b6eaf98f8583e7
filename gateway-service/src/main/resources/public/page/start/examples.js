/** Requests that fill the box. */
export const EXAMPLES = [
  { title: 'Task management', request: 'Create a task management system for a team of eight. Every weekday at 9 remind people of what is due, and every Friday at 17:00 send the manager a summary. Berlin time.' },
  { title: 'Dental clinic', request: 'We run a dental clinic with three doctors. Patients book appointments; remind them a day before by email, and send each doctor the plan of the day at 7 am. New York time.' },
  { title: 'Online shop', request: 'Build an agent for an online shop: products, customers, orders and payments. Check stock every hour, and on the last day of the month report the turnover to the owner.' },
  { title: 'Library', request: 'An agent for a public library with books, members and loans. Tell members on Mondays and Thursdays at 10 which of their loans are overdue.' },
];
